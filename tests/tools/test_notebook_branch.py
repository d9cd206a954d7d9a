"""The branch for Colab and Binder has the project with the notebooks for readers, and changes nothing else."""

import shutil
import subprocess

import notebook_branch
import pytest

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def project(tmp_path, write_tree):
    """A clone with a chapter, its notebook for readers in the built site, and an edit that is not committed."""
    root = write_tree(tmp_path / "project", {"book/01_a.ipynb": "source", "other.txt": "kept", ".gitignore": "_build\n",
                                             "_build/html/book/01_a.ipynb": "for readers"})
    git(tmp_path, "init", "--quiet", "--bare", "there")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "remote", "add", "origin", "../there")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "first")
    (root / "other.txt").write_text("edited")
    return root


def test_it_is_the_project_with_the_notebooks_for_readers(project):
    there = project.parent / "there"
    for _ in range(2):  # pushed over the last one
        notebook_branch.main(project)
        assert git(there, "show", "notebooks:book/01_a.ipynb") == "for readers"
        assert git(there, "show", "notebooks:other.txt") == "kept"
        assert git(there, "rev-list", "--count", "notebooks").strip() == "1"
        (project / "_build" / "html" / "book" / "02_b.ipynb").write_text("another")
    assert git(there, "show", "notebooks:book/02_b.ipynb") == "another"


def test_the_work_tree_and_its_branch_stay(project):
    before = git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD")
    notebook_branch.main(project)
    assert (git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD")) == before
    assert (project / "book" / "01_a.ipynb").read_text() == "source" and git(project, "branch") == "* main\n"


def test_without_a_site_there_is_nothing_to_push(project):
    shutil.rmtree(project / "_build")
    with pytest.raises(SystemExit, match="run `make book` first"):
        notebook_branch.main(project)
