"""What the site's own role of the database may do, on PostgreSQL: so little that whoever breaks in cannot take off its guards."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

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

    @transaction.atomic
    def handle(self, *, role: str, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError("The database has no such role.")
            cursor.execute(OURS, [connection.ops.quote_name(role)])
            if found[0] or cursor.fetchone():
                raise CommandError("This role owns tables, or may do everything: nothing can be kept from it.")
            for statement in MAY:
                cursor.execute(statement.format(role=connection.ops.quote_name(role)))
        self.stdout.write("Done. Do it again after each migrate.")
