"""What the site's own role of the database may do, on PostgreSQL: so little that whoever breaks in cannot take off its guards."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from coproduction.kit import environment

OURS = "SELECT 1 FROM pg_class WHERE relowner = %s::regrole AND relkind IN ('r', 'p') LIMIT 1"
MAY = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # The chain of the history only grows, and no table is emptied at once: that is the owner's to do.
    "REVOKE UPDATE, DELETE ON groups_link FROM {role}",
    "REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {role}",
)


class Command(BaseCommand):
    help = "After each migrate, as the owner of the tables: lets ROLE read and write them, and nothing else."

    def add_arguments(self, parser):
        parser.add_argument("role")
        told = (
            "the variable of the environment with its password: makes the role if there is none, and sets that password"
        )
        parser.add_argument("--password", metavar="NAME", help=told)

    @transaction.atomic
    def handle(self, *, role: str, password: str | None, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        with connection.cursor() as cursor:
            there = _may_everything(cursor, role)
            if password:
                secret = environment.text(password, "")
                if not secret:
                    raise CommandError(f"{password} is empty: a role needs a password.")
                does = "CREATE" if there is None else "ALTER"
                cursor.execute(f"{does} ROLE {connection.ops.quote_name(role)} LOGIN PASSWORD %s", [secret])
                there = bool(there)
            if there is None:
                raise CommandError("The database has no such role.")
            if there:
                raise CommandError("This role owns tables, or may do everything: nothing can be kept from it.")
            for statement in MAY:
                cursor.execute(statement.format(role=connection.ops.quote_name(role)))
        self.stdout.write("Done. Do it again after each migrate.")


def _may_everything(cursor, role) -> bool | None:
    """Whether nothing can be kept from this role. None: there is no such role."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        return None
    cursor.execute(OURS, [connection.ops.quote_name(role)])
    return found[0] or cursor.fetchone() is not None
