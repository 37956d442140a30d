"""A bucket: of Amazon's S3, or of any other host that speaks the same.

A bucket takes a file whole or not at all.  Each is brought with its kind, since a bucket serves what it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import obstore
from obstore import exceptions
from obstore.store import S3Store

from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.site import kind_of

PATIENCE = timedelta(seconds=300)  # for one file, with all tries: an archive has some 50 MB


class S3:
    """One bucket, or what lies in it under a prefix."""

    def __init__(self, address: str, keys: Keyring) -> None:
        split = urlsplit(address)
        self._host = split.hostname or ""
        bucket, _, prefix = unquote(split.path).strip("/").partition("/")
        name, _, secret = keys.secret.strip().partition(":")
        self._bucket = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=f"{split.scheme.removeprefix('s3+')}://{split.netloc}",
            access_key_id=name,
            secret_access_key=secret,
            region=region_of(self._host),
            virtual_hosted_style_request=False,
            client_options={"allow_http": split.scheme == "s3+http", "timeout": PATIENCE, "connect_timeout": "20s"},
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
        )

    def put(self, path: str, content: bytes) -> None:
        kind = {"Content-Type": kind_of(path.rpartition("/")[2]), "Cache-Control": "no-store"}
        with self._told():
            obstore.put(self._bucket, path, content, attributes=kind, use_multipart=False)

    def remove(self, path: str) -> None:
        with self._told(), suppress(FileNotFoundError):
            obstore.delete(self._bucket, path)

    def close(self) -> None:
        pass

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors in our own words: the host's name the key."""
        try:
            yield
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
            raise PermissionError(f"{self._host} does not let us in, or not write to this bucket.") from error
        except FileNotFoundError as error:
            raise FileNotFoundError(f"{self._host} has no such bucket; a bucket is no folder that we make.") from error
        except exceptions.BaseError as error:
            raise OSError(f"{self._host} is away, or refuses ({type(error).__name__}).") from error


def region_of(host: str) -> str:
    """As nearly every host writes it: s3.REGION.host.example; the others take any."""
    first, *more = host.split(".")
    return more[0] if first == "s3" and len(more) > 2 else "us-east-1"
