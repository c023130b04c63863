"""A refusal is a sentence: what cannot be done now, and why, in words a person can read."""

from contextlib import contextmanager

from django.contrib import messages
from django.db import IntegrityError


class Refusal(Exception):
    """Raised by operations. The class docstring's first line is the sentence shown, unless one is given."""

    def __init__(self, sentence: str = "", *, field: str | None = None):
        self.sentence = sentence or (type(self).__doc__ or "").strip().splitlines()[0]
        self.field = field
        super().__init__(self.sentence)


_also_said_below: list[type[Refusal]] = []


def also_said_by_the_database(refusal: type[Refusal]) -> type[Refusal]:
    """A guard of the database refuses with this very sentence, when somebody was faster than the operation that asked."""
    _also_said_below.append(refusal)
    return refusal


def hear_the_database(execute, sql, params, many, context):
    """Round every statement: what a guard refuses reaches people as the refusal whose sentence it says."""
    try:
        return execute(sql, params, many, context)
    except IntegrityError as error:
        for refusal in _also_said_below:
            if refusal().sentence in str(error):
                raise refusal() from error
        raise


def listen(*, connection, **_signal) -> None:
    """To each connection with the database, when it is opened. Before all others: whoever listens for a while is the last to
    come, and Django takes the last away when that while is over."""
    if hear_the_database not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, hear_the_database)


def show(form, refusal: Refusal) -> None:
    """Puts a refusal on the form it answers: beside its field where it has one, else at the top."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


@contextmanager
def beside(field: str):
    """What is refused inside, and says not where, is said beside this field."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = refusal.field or field
        raise


def done(request, form, act) -> bool:
    """Whether the question was answered and the deed is done. `act` is given what was typed; its refusal goes on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        show(form, refusal)
        return False
    return True


def at_once(request, act, said: str) -> None:
    """A deed by one button, without a form. The next page says that it is done, or why it was refused."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
