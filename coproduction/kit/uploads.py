"""A file on its way in. Where there is no room for it, the form says so beside it, and the words typed with it are kept."""

import io
from contextlib import contextmanager, suppress

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from coproduction.kit.filing import NotKept
from coproduction.kit.refusals import Refusal

MOST_BYTES = 12 * 1024 * 1024  # of one request, files and words together. More: no file of it is written anywhere
MOST_READ = 50 * 1024 * 1024  # more is not even read for the sake of the words in it


class TooLargeToTakeIn(Refusal):
    """This file is too large for us. Make it smaller, or send a part of it."""


class NotHere(InMemoryUploadedFile):
    """Stands for a file that was not taken in: whichever form asks for its bytes says why there are none."""

    because = NotKept

    def read(self, *args):
        raise ValidationError(self.because().sentence)


class NoRoom(NotHere):
    pass


class TooLarge(NotHere):
    because = TooLargeToTakeIn


class OnDisk(TemporaryUploadedFile):
    """Nothing of what its sender called it stands in the path: a scanner and whatever else is given the path reads it."""

    def __init__(self, name, *args):
        super().__init__("file", *args)
        self.name = name


class Uploads(FileUploadHandler):
    """Each file to a place of its own on disk, which goes with the request."""

    instead = None  # what stands for the file when it is not written
    all_too_large = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Said by the sender before a byte is read, and no more is read than was said."""
        if content_length > MOST_READ:
            raise RequestDataTooBig("More than the site reads at once.")
        self.all_too_large = content_length > MOST_BYTES

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file, self.instead = io.BytesIO(), TooLarge if self.all_too_large else None
        if not self.instead:
            with self._or_no_room():
                self.file = OnDisk(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data, start):
        if not self.instead:
            with self._or_no_room():
                self.file.write(raw_data)

    def file_complete(self, file_size):
        with self._or_no_room():
            if not self.instead:
                self.file.seek(0)
                self.file.size = file_size
                return self.file
        return self.instead(io.BytesIO(b"-"), self.field_name, self.file_name, self.content_type, 1, self.charset)

    def upload_interrupted(self):
        """The browser went away: closing it deletes it."""
        if hasattr(self, "file"):
            self.file.close()

    @contextmanager
    def _or_no_room(self):
        """A disk that is full says so at any of three moments."""
        try:
            yield
        except OSError:
            self.instead = NoRoom
            with suppress(OSError):
                self.file.close()
