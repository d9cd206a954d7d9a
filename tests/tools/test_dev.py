"""The task script: what its digests depend on."""

import dev


def written(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_a_digest_depends_on_names_and_contents_and_not_on_the_folder(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    one = dev.digest(here, written(here, "a", "text"), written(here, "b", "more"))
    assert dev.digest(there, written(there, "b", "more"), written(there, "a", "text")) == one
    assert dev.digest(there, there / "a") != one
    assert dev.digest(there, there / "a", written(there, "c", "more")) != one
    assert dev.digest(there, there / "a", written(there, "b", "other")) != one
