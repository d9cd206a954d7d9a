# A thin alias of the task script; where make is missing, call the script itself.
# make test ARGS="tests/circular" runs a part.
PYTHON ?= python3

.PHONY: book test pages alone travel lowest newest ahead mutants seeds claims sphinx lock address
book test pages alone travel lowest newest ahead mutants seeds claims sphinx lock:
	@$(PYTHON) tools/dev.py $@ $(ARGS)
address:
	@$(PYTHON) tools/dev.py $@ $(URL)
