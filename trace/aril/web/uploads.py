"""Files that come with a form, and forms that come back whole although a file was too large.

Reading stops nowhere: what goes past the limit is let go of while it comes in, so that the fields around it are
still read and nobody types a page twice because of one photo.
"""

from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import flask
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from aril.domain.errors import Invalid
from aril.services.spreadsheets import files
from aril.services.spreadsheets.files import Upload

IN_MEMORY = 512 * 1024
PATIENCE = 10
"""How many times the limit a form is read to its end; a larger one is turned away unread."""


class Request(flask.Request):
    """A request that keeps at most `MAX_CONTENT_LENGTH` bytes of the files in its form."""

    kept = 0

    @property
    def files(self) -> ImmutableMultiDict[str, FileStorage]:
        """The files that came; raises 413 unless all of them are whole. See `uploads`."""
        found = self._files()
        if any(_size(file) != _kept(file) for file in found.values()):
            raise RequestEntityTooLarge
        return found

    def uploads(self) -> dict[str, Upload]:
        """The file of each field in which one was chosen; of one that was too large, its size but no content."""
        return {
            field: Upload(
                file.filename, file.stream.read() if _size(file) == _kept(file) else b"", _size(file)
            )
            for field, file in self._files().items()
            if file.filename
        }

    def _load_form_data(self) -> None:
        if self.mimetype == "multipart/form-data":
            self.max_content_length = PATIENCE * _most()
        super()._load_form_data()

    def _files(self) -> ImmutableMultiDict[str, FileStorage]:
        self._load_form_data()
        found: ImmutableMultiDict[str, FileStorage] = self.__dict__["files"]
        return found

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return _Bounded(self)


def upload(field: str) -> Upload:
    """The file that was chosen in a field; raises `Invalid` where none was, and `TooLarge`."""
    found = cast(Request, flask.request).uploads().get(field)
    if found is None:
        raise Invalid.at(field, "Choose a file.")
    if found.size != len(found.content):
        raise files.too_large(found, _most(), field)
    return found


class _Bounded(SpooledTemporaryFile[bytes]):
    """A file that counts what is written to it, and keeps of it what the request has room for."""

    def __init__(self, request: Request) -> None:
        super().__init__(IN_MEMORY)
        self._request = request
        self.size = self.kept = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        if self._request.kept + len(data) <= _most():
            self._request.kept += len(data)
            self.kept += len(data)
            super().write(data)
        return len(data)


def _most() -> int:
    most: int = flask.current_app.config["MAX_CONTENT_LENGTH"]
    return most


def _size(file: FileStorage) -> int:
    return file.stream.size if isinstance(file.stream, _Bounded) else 0


def _kept(file: FileStorage) -> int:
    return file.stream.kept if isinstance(file.stream, _Bounded) else 0
