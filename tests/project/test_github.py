"""What stands in .github can be read, asks for no more rights than it needs, and calls tasks that there are."""

import re
from pathlib import Path

import dev
import pytest
import yaml

RIGHTS = {"site.build": {"contents": "write"}, "site.deploy": {"pages": "write", "id-token": "write"},
          "weekly.report": {"issues": "write"}, "release.release": {"contents": "write"}}  # others read
FIELDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def files(root, folder):
    return sorted((root / ".github" / folder).glob("*.yml"))


def read(path):
    """A file of YAML 1.1, in which the bare word `on` is a truth value."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in found.items()}


@pytest.fixture(scope="module")
def workflows(root):
    return {path.stem: read(path) for path in files(root, "workflows")}


@pytest.fixture(scope="module")
def jobs(workflows):
    return {f"{name}.{job}": told for name, workflow in workflows.items() for job, told in workflow["jobs"].items()}


def steps(jobs):
    return [(name, step) for name, job in jobs.items() for step in job["steps"]]


def test_there_are_four_workflows_with_their_occasions(workflows):
    assert {name: set(workflow["on"]) for name, workflow in workflows.items()} == {
        "tests": {"push", "pull_request"}, "site": {"push", "workflow_dispatch"}, "release": {"push"},
        "weekly": {"schedule", "workflow_dispatch"}}
    assert workflows["release"]["on"]["push"] == {"tags": ["v*"]}


def test_a_workflow_may_read_and_a_job_does_what_it_must(workflows, jobs):
    assert all(workflow["permissions"] == {"contents": "read"} for workflow in workflows.values())
    assert {name: job["permissions"] for name, job in jobs.items() if "permissions" in job} == RIGHTS


def test_every_job_ends(jobs):
    assert all(job["runs-on"] == "ubuntu-latest" and 0 < job["timeout-minutes"] <= 120 for job in jobs.values())


def test_a_job_waits_for_jobs_that_there_are(workflows):
    for workflow in workflows.values():
        for job in workflow["jobs"].values():
            needed = job.get("needs", [])
            assert set([needed] if isinstance(needed, str) else needed) <= set(workflow["jobs"])


def test_every_step_is_an_action_of_a_major_version_or_a_command(jobs):
    for name, step in steps(jobs):
        assert ("uses" in step) != ("run" in step), name
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1")), name


def test_commands_call_tasks_and_tools_that_there_are(root, jobs):
    told = "\n".join(step["run"] for _, step in steps(jobs) if "run" in step)
    tasks = re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.M)[1].split()
    called = re.findall(r"^make (\w+)", told, re.M)
    assert {"book", "test", "pages", "newest", "lowest", "ahead", "sphinx"} <= set(called) <= set(tasks)
    assert all((root / path).is_file() for path in re.findall(r"python3 (tools/\S+)", told))


def test_no_command_holds_what_somebody_else_wrote(jobs):
    """An expression within a command is text that a stranger may have chosen; variables are quoted instead."""
    assert [step["run"] for _, step in steps(jobs) if "${{" in step.get("run", "")] == []


def test_the_tests_run_on_every_python_that_is_supported(jobs):
    low, high = dev.SUPPORTED
    supported = [f"3.{minor}" for minor in range(low[1], high[1] + 1)]
    for name in ("tests.locked", "tests.newest"):
        assert jobs[name]["strategy"]["matrix"]["python"] == supported
    pythons = [step["with"]["python-version"] for _, step in steps(jobs) if "python-version" in step.get("with", {})]
    assert set(pythons) <= {*supported, "${{ matrix.python }}"} and all(isinstance(one, str) for one in pythons)


def test_what_is_deployed_is_what_was_built(jobs):
    [upload] = [step for name, step in steps(jobs) if "upload-pages" in step.get("uses", "")]
    assert upload["with"]["path"] == "_build/html" and jobs["site.deploy"]["needs"] == "build"


def test_a_failed_weekly_run_is_reported(jobs):
    report = jobs["weekly.report"]
    assert report["if"] == "failure()" and set(report["needs"]) == {"ahead", "sphinx"}
    assert "gh issue create" in report["steps"][0]["run"]


def test_the_forms_ask_for_something(root):
    forms = [path for path in files(root, "ISSUE_TEMPLATE") if path.stem != "config"]
    for form in map(read, forms):
        assert form["name"] and form["description"] and any(one["validations"]["required"] for one in form["body"]
                                                            if "validations" in one)
        ids = [one["id"] for one in form["body"]]
        assert len(set(ids)) == len(ids) and {one["type"] for one in form["body"]} <= FIELDS
        assert all(one["attributes"]["label"] for one in form["body"])
    assert len(forms) == 3 and (root / ".github" / "PULL_REQUEST_TEMPLATE.md").is_file()


def test_no_host_is_named(root):
    """Neither a registry nor anybody's account: what a fork runs is its own."""
    for path in filter(Path.is_file, (root / ".github").rglob("*")):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"://|\bpypi\b|[\w-]+\.(?:org|com|io)\b", text) == [], path
