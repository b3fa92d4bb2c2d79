"""The settings file: what it says is what the service gets, and a mistake in it is named with its line."""

import re
from pathlib import Path

import pytest

from aril import config, resources, secret, wsgi
from aril.config import Settings
from aril.domain.errors import SettingError


def write(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SettingError) as caught:
        config.load(path, {})
    return str(caught.value).replace(str(path.parent), "…")


def test_the_shipped_settings_are_complete_and_start_a_site():
    settings = config.load(resources.default_settings(), {})

    assert settings.site.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == "sqlite:///data/aril.db"
    assert not settings.is_https


def test_every_shipped_setting_has_a_comment():
    lines = resources.default_settings().read_text(encoding="utf-8").splitlines()

    bare = [line for line in lines if re.match(r"\w+ =", line) and " # " not in line]

    assert bare == []


def test_a_site_says_only_what_differs(tmp_path: Path):
    path = write(tmp_path, '[site]\nname = "榴园追溯"\n')

    settings = config.load(path, {})

    assert settings.site.name == "榴园追溯"
    assert settings.server.port == 8000


def test_the_file_is_found_by_option_then_environment_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    given = write(tmp_path, '[site]\nname = "option"\n')
    named = tmp_path / "named.toml"
    named.write_text('[site]\nname = "environment"\n')
    (tmp_path / "config.toml").write_text('[site]\nname = "folder"\n')
    monkeypatch.chdir(tmp_path)

    assert config.load(given, {"ARIL_CONFIG": str(named)}).site.name == "option"
    assert config.load(None, {"ARIL_CONFIG": str(named)}).site.name == "environment"
    assert config.load(None, {}).site.name == "folder"


def test_without_any_file_the_shipped_settings_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    assert config.load(None, {}).site.name == "Aril"


def test_an_unknown_key_names_the_nearest_one_and_its_line(tmp_path: Path):
    path = write(tmp_path, '[site]\nname = "A"\n\n[server]\n# where to listen\nprot = 80\n')

    assert refusal(path) == "…/site.toml, line 6: prot is not a setting; the nearest is port"


def test_an_unknown_section_names_the_nearest_one_and_its_line(tmp_path: Path):
    path = write(tmp_path, "\n[sever]\nport = 80\n")

    assert refusal(path) == "…/site.toml, line 2: [sever] is not a setting; the nearest is [server]"


def test_a_key_outside_every_section_is_refused(tmp_path: Path):
    path = write(tmp_path, "\nport = 80\n")

    assert refusal(path) == (
        "…/site.toml, line 2: port = 80 stands outside every section; expected it under [server]"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[server]\nport = "80"', "port is '80'; expected a valid integer"),
        ("[server]\nport = 70000", "port is 70000; expected less than or equal to 65535"),
        ("[server]\ndebug = 1", "debug is 1; expected a valid boolean"),
        ('[site]\nmode = "live"', "mode is 'live'; expected 'production', 'demonstration' or 'development'"),
        ('[site]\nlanguages = ["fr"]', "languages is 'fr'; expected 'zh_CN' or 'en'"),
        (
            '[site]\nbase_url = "trace.example"',
            "base_url is 'trace.example'; expected an address such as https://trace.example.org, without ? and #",
        ),
        (
            '[site]\nnamespace = "https://a.example"',
            (
                "namespace is 'https://a.example'; expected an address that ends in / or #, such as "
                "https://trace.example.org/"
            ),
        ),
        (
            '[database]\nurl = "postgresql://a:b@c/d"',
            "url is 'postgresql://a:b@c/d'; expected no password here: put it in $PGPASSWORD or ~/.pgpass",
        ),
        (
            '[database]\nurl = "a file"',
            "url is 'a file'; expected an address such as postgresql+psycopg://user@host/name",
        ),
    ],
)
def test_a_bad_value_is_shown_with_its_line_and_what_was_expected(tmp_path: Path, line: str, said: str):
    path = write(tmp_path, line)

    assert refusal(path) == f"…/site.toml, line 2: {said}"


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path):
    path = write(tmp_path, "[site]\nname = Aril\n")

    assert refusal(path) == "…/site.toml, line 2: not TOML: Invalid value"


def test_a_file_that_is_missing_is_said_so(tmp_path: Path):
    assert refusal(tmp_path / "none.toml") == "…/none.toml, line 0: cannot be read: No such file or directory"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    path = tmp_path / "site.toml"
    path.write_bytes('[site]\nname = "榴园"\n'.encode("gbk"))

    assert refusal(path) == "…/site.toml, line 0: expected text in UTF-8"


def test_production_refuses_an_address_without_encryption(tmp_path: Path):
    path = write(tmp_path, '[site]\nmode = "production"\nbase_url = "http://trace.example.org"\n')

    said = refusal(path)

    assert (
        said == "…/site.toml, line 3: base_url is 'http://trace.example.org'; expected https:// in production"
    )


def test_production_refuses_debugging(tmp_path: Path):
    text = '[site]\nmode = "production"\nbase_url = "https://trace.example.org"\n[server]\ndebug = true\n'
    path = write(tmp_path, text)

    assert refusal(path) == "…/site.toml, line 5: debug is true; expected false in production"


def test_what_the_command_line_gives_is_checked_like_the_file(settings: Settings):
    assert settings.changed({"server.port": 81}).server.port == 81
    with pytest.raises(ValueError, match="less than or equal to 65535"):
        settings.changed({"server.port": 70000})


def test_a_secret_is_made_once_and_only_its_owner_reads_it(settings: Settings):
    secret.make(settings)
    first = secret.read(settings, {})
    secret.make(settings)

    assert secret.read(settings, {}) == first
    assert len(first) >= 64
    assert (settings.server.data / "secret").stat().st_mode & 0o777 == 0o600


def test_a_missing_secret_stops_the_start(settings: Settings):
    with pytest.raises(SettingError, match="there is no secret here and none in \\$ARIL_SECRET"):
        secret.read(settings, {})


def test_production_does_not_start_without_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = f'[site]\nmode = "production"\nbase_url = "https://trace.example.org"\n[server]\ndata = "{tmp_path}"\n'
    monkeypatch.setenv("ARIL_CONFIG", str(write(tmp_path, text)))
    monkeypatch.delenv("ARIL_SECRET", raising=False)

    with pytest.raises(SettingError, match="there is no secret here"):
        wsgi.application()


def test_a_secret_that_others_may_read_stops_the_start(settings: Settings):
    secret.make(settings)
    (settings.server.data / "secret").chmod(0o644)

    with pytest.raises(SettingError, match="others may read the secret; run: chmod 600"):
        secret.read(settings, {})


def test_a_short_secret_stops_the_start(settings: Settings):
    with pytest.raises(SettingError, match="the secret has 5 characters; expected at least 32"):
        secret.read(settings, {"ARIL_SECRET": "short"})
