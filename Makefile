PORT ?= 8000
.PHONY: run test check

run: ; @exec $(or $(PYTHON),python3) dev.py run --port $(PORT)
test: ; @exec $(or $(PYTHON),python3) dev.py test $(ARGS)
check: ; @exec bash .ci/run
