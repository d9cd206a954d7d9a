"""Standard output says whether it was read."""

from pse_helpers.command.outputs import printed


def test_print_says_that_it_was_read(capsys):
    assert printed("text") and capsys.readouterr().out == "text\n"
