"""Which files are an app's own: its package, or the modules beside it that it imports; nothing is imported for that."""

from pathlib import Path

import pytest

from tracer.mutants.own_sources import own_sources, read_source_file, top_module_file


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        file = folder / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def names(folder: Path, top: Path | None) -> list[str]:
    assert top is not None
    return [Path(source.path).relative_to(folder.resolve()).as_posix() for source in own_sources(top)]


def make_package(folder: Path) -> None:
    boom = 'raise RuntimeError("nothing is imported")\n'
    for name in (
        "shop/__init__",
        "shop/web/__init__",
        "shop/web/views",
        "shop/models",
        "shop/tests/test_views",
        "shop/migrations/env",
        "shop/conftest",
        "shop/test_models",
        "shop/venv/lib/site-packages/flask_login",
        "shop/.cache/made",
        "other",
    ):
        file = folder / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(boom, encoding="utf-8")
    (folder / "shop" / "venv" / "pyvenv.cfg").touch()
    (folder / "shop" / "readme.txt").touch()


OWN = ["shop/__init__.py", "shop/models.py", "shop/web/__init__.py", "shop/web/views.py"]


@pytest.mark.parametrize("target", ["shop", "shop:app", "shop.web:create_app('x')", "shop.web.views"])
def test_of_a_package_all_files_are_its_own_but_tests_and_what_others_wrote(target: str, tmp_path: Path) -> None:
    make_package(tmp_path)
    assert names(tmp_path, top_module_file(target, [tmp_path])) == OWN


def test_a_path_is_a_target_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_package(tmp_path)
    monkeypatch.chdir(tmp_path)
    for target in ("shop/web/views.py:app", str(tmp_path / "shop")):
        assert names(tmp_path, top_module_file(target)) == OWN


def test_beside_a_module_only_what_it_imports_is_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        app="import os, models\nfrom web.views import bp\ndef create_app():\n    import late\n",
        models="from flask_login import UserMixin\n",
        late="",
        web__views="from web import forms\n",
        web__forms="",
        script="import app\n",
        test_app="import app\n",
        conftest="",
    )
    found = names(tmp_path, top_module_file("app:app", [tmp_path]))
    assert found == ["app.py", "late.py", "models.py", "web/forms.py", "web/views.py"]


def test_what_is_installed_is_nobodys_own() -> None:
    top = top_module_file("flask_login")
    assert top is not None
    assert own_sources(top) == ()


@pytest.mark.parametrize("target", ["nowhere", "nowhere.py:app", "sys", "json.nothing_like_it_here/x.py"])
def test_what_is_not_there_has_no_file(target: str, tmp_path: Path) -> None:
    assert top_module_file(target, [tmp_path]) is None


def test_a_file_is_read_in_the_encoding_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_bytes('# -*- coding: latin-1 -*-\nname = "Müller"\n'.encode("latin-1"))
    source = read_source_file(file)
    assert source is not None
    assert 'name = "Müller"' in source.text
    file.write_bytes(b'name = "M\xfcller"\n')
    assert read_source_file(file) is None
    assert own_sources(file) == ()
