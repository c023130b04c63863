"""A file on its way in. Where there is no room for it, the form says so beside it, and the words typed with it are kept."""

import io
from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from coproduction.kit.filing import NotKept


class NoRoom(InMemoryUploadedFile):
    """Stands for a file that could not be taken in: whichever form asks for its bytes says why there are none."""

    def read(self, *args):
        raise ValidationError(NotKept().sentence)


class Uploads(TemporaryFileUploadHandler):
    def new_file(self, *args, **kwargs):
        self.file, self.room = None, True
        with self._or_no_room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        if self.room:
            with self._or_no_room():
                self.file.write(raw_data)

    def file_complete(self, file_size):
        with self._or_no_room():
            if self.room:
                return super().file_complete(file_size)
        return NoRoom(io.BytesIO(b"-"), self.field_name, self.file_name, self.content_type, 1, self.charset)

    @contextmanager
    def _or_no_room(self):
        """A disk that is full says so at any of three moments."""
        try:
            yield
        except OSError:
            self.room = False
            if self.file is not None:
                with suppress(OSError):
                    self.file.close()
