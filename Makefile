# A thin alias of the task script; where make is missing, call the script itself.
# make test ARGS="tests/circular" runs a part.
PYTHON ?= python3

.PHONY: book test pages alone travel lowest mutants seeds claims lock address
book test pages alone travel lowest mutants seeds claims lock:
	@$(PYTHON) tools/dev.py $@ $(ARGS)
address:
	@$(PYTHON) tools/dev.py $@ $(URL)
