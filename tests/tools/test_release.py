"""Releases: book, package and tag have one number, and what does not fit together is refused."""

from importlib.metadata import version

import pytest
import release

CITATION = "version: 0.2.0\ndate-released: 2030-01-02\n"
CHANGES = "# Changes\n\n## 0.2.0, 2030-01-02\n\n- New.\n\n## 0.1.0, 2029-01-01\n\n- Old.\n"


@pytest.fixture
def project(write_tree, tmp_path):
    return write_tree(tmp_path, {
        "pyproject.toml": '[project]\nversion = "0.2.0"\n', "CITATION.cff": CITATION, "CHANGELOG.md": CHANGES})


def test_the_project_agrees_with_itself(root):
    assert release.disagreements(root) == [] and release.notes(root, release.version(root)).count("- ") > 3
    assert version("pse-helpers") == release.version(root)


def test_a_release_has_its_notes(project):
    release.main(project, "v0.2.0")
    assert (project / "dist" / "notes.md").read_text() == "- New.\n"


@pytest.mark.parametrize("file, old, new, tag, told", [
    ("pyproject.toml", "0.2.0", "0.2.1", "v0.2.1", "pyproject.toml has 0.2.1, the newest version in"),
    ("CITATION.cff", "0.2.0", "0.1.0", "v0.2.0", "the version is 0.2.0 here, 0.1.0 in CITATION.cff"),
    ("CITATION.cff", "2030-01-02", "2030-01-03", "v0.2.0", "the day is 2030-01-02 here, 2030-01-03 in CITATION.cff"),
    ("CHANGELOG.md", "2030-01-02", "in preparation", "v0.2.0", "the day is None here"),
    ("CHANGELOG.md", "# Changes", "# All changes", "v0.3.0", "the tag is v0.3.0, the version 0.2.0")])
def test_what_does_not_agree_is_refused(project, file, old, new, tag, told):
    (project / file).write_text((project / file).read_text().replace(old, new))
    with pytest.raises(SystemExit, match=told):
        release.main(project, tag)
    assert not (project / "dist").exists()


def test_a_version_without_a_date_is_not_released(project):
    (project / "CITATION.cff").write_text("version: 0.2.0\n")
    (project / "CHANGELOG.md").write_text(CHANGES.replace("2030-01-02", "in preparation"))
    assert release.disagreements(project) == []
    with pytest.raises(SystemExit, match="0.2.0 has no date yet"):
        release.main(project, "v0.2.0")
