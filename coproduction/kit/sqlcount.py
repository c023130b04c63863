"""How many statements a page took, in a response header. Exists only in test mode."""

from django.db import connection

SILENT = ("BEGIN", "COMMIT", "ROLLBACK", "SET", "SAVEPOINT", "RELEASE", "PRAGMA")


class SqlCountMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            if not sql.lstrip().upper().startswith(SILENT):
                count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers["X-SQL-Count"] = str(count)
        return response
