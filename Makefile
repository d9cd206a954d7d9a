# A thin alias of the task script; where make is missing, call the script itself.
PYTHON ?= python3

.PHONY: book test lock
book test lock:
	@$(PYTHON) tools/dev.py $@
