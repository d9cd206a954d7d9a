"""What cannot be done is refused before any work, in one line."""

import pytest

from pse_helpers.command.options import Refused, parsed


@pytest.mark.parametrize("arguments, line", [
    ([], "the following arguments are required: MODEL"),
    (["net.pt", "--figure", "x.xyz"], "--figure must end in .png or .svg or .pdf; got 'x.xyz'"),
    (["net.pt", "--report", "x.pdf"], "--report must end in .html or .htm; got 'x.pdf'"),
    (["net.pt", "--figure", "no/such/x.png"], "--figure: there is no folder 'no/such'"),
    (["net.pt", "--json", "--csv"], "argument --csv: not allowed with argument --json"),
    (["net.pt", "--twins", "1"], "argument --twins: must be a whole number of at least 2; got '1'"),
    (["net.pt", "--seed", "-1"], "argument --seed: "),
    (["net.pt", "--convention", "mine"], "argument --convention: invalid choice: 'mine'"),
    (["net.pt", "--order", "names.txt"], "--order: there is no file 'names.txt', and a list has commas"),
    (["resnet20", "CIFAR10", "--key", "model"], "--order, --key and --skip go with a file or a folder"),
    (["resnet20", "CIFAR10", "--skip", "fc*"], "--order, --key and --skip go with a file or a folder"),
    (["resnet20", "CIFAR10", "--order", "b,a"], "--order, --key and --skip go with a file or a folder")])
def test_refusals(arguments, line):
    with pytest.raises(Refused) as refused:
        parsed(arguments)
    assert str(refused.value).startswith(line) and "\n" not in str(refused.value)


def test_a_folder_is_no_figure(tmp_path):
    (tmp_path / "x.png").mkdir()
    with pytest.raises(Refused, match="is a folder"):
        parsed(["net.pt", "--figure", str(tmp_path / "x.png")])


def test_without_the_packages_that_draw(monkeypatch, tmp_path):
    monkeypatch.setattr("pse_helpers.command.options.find_spec", lambda name: None)
    with pytest.raises(Refused, match="--figure needs matplotlib; pip install"):
        parsed(["net.pt", "--figure", str(tmp_path / "x.png")])


def test_an_order_is_a_file_or_a_list(tmp_path):
    (tmp_path / "names.txt").write_text("b\na\n\n")
    assert parsed(["net.pt", "--order", str(tmp_path / "names.txt")]).order == ["b", "a"]
    assert parsed(["net.pt", "--order", "b, a"]).order == ["b", "a"]


def test_patterns_add_up():
    assert parsed(["net.pt", "--skip", "a.*", "--skip", "b.*"]).skip == ["a.*", "b.*"]


def test_what_nothing_is_said_of():
    options = parsed(["net.pt"])
    assert (options.convention, options.twins, options.seed, options.skip) == ("standard", 20, 0, [])
    assert parsed(["net.pt", "--twins", "2"]).twins == 2


def test_endings_may_be_in_capitals(tmp_path):
    assert parsed(["net.pt", "--figure", str(tmp_path / "x.PNG"), "--report", str(tmp_path / "x.Html")])


def test_a_folder_that_cannot_be_written_to_is_noticed_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)  # whoever runs as root may write anywhere
    with pytest.raises(Refused, match="^--report: the folder .* cannot be written to$"):
        parsed(["net.pt", "--report", str(tmp_path / "x.html")])
