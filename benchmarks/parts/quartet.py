"""quartet_epcis 4.1.5 as a peer, in an environment of its own: captures the documents that its input names.

    python quartet.py FOLDER

Django on a SQLite file in the folder, with the settings both have by themselves. Each line of the input is the path of
a document in the XML of EPCIS 1.2; it is parsed and stored in one transaction, and the answer is the seconds it took
and how many events there are now.
"""

import sys
from pathlib import Path
from time import perf_counter

import django
from django.conf import settings
from django.core.management import call_command


def main(folder: str) -> None:
    settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "quartet.db")}
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "quartet_capture",
            "quartet_epcis",
        ],
        LOGGING_CONFIG=None,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from quartet_epcis.models import Event  # noqa: PLC0415 - Django has to be set up first
    from quartet_epcis.parsing.parser import QuartetParser  # noqa: PLC0415

    print("ready", flush=True)
    for line in sys.stdin:
        path = Path(line.strip())
        start = perf_counter()
        with path.open("rb") as stream:
            QuartetParser(stream).parse()
        print(perf_counter() - start, Event.objects.count(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
