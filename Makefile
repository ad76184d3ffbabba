# make run: everything, then the web chat.  make test: everything, then the tests.  Both are quick the second time.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet

.PHONY: run test test-llm setup index lint eval browser clean

run: setup
	$(PY) app.py $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: setup $(VENV)/dev.stamp browser
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest

setup: $(VENV)/runtime.stamp index

# torch first and alone, so that nothing else decides which build of it comes.
$(VENV)/runtime.stamp: requirements.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(PIP) "$$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)"
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	$(PIP) -r requirements-dev.txt
	touch $@

# The default model is made here too, on first use. Elsewhere than on Linux x86-64 it comes from the hub, once.
# Then the index is asked what the chat will suggest, once; what is not answered is not suggested.
index: $(VENV)/runtime.stamp
	$(if $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m)),,HF_HUB_OFFLINE=0) $(PY) -m index build
	$(PY) -m qa.web.suggested >/dev/null

# A chat model of one's own, minutes a question on a CPU: LLM=model.gguf make test-llm. Never part of `make test`.
test-llm: setup $(VENV)/dev.stamp
	TIAOWEN_TEST_LLM=$(LLM) $(PY) -m pytest -m llm -s

lint: $(VENV)/dev.stamp
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

eval: setup
	$(PY) -m eval

# Debian's chromium and a Chinese font for the browser tests, where this user may install them.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } \
		|| echo "No chromium here, so the browser tests are skipped. Install it: apt-get install chromium fonts-noto-cjk"

clean:
	rm -rf $(VENV) .index .eval .pytest_cache .ruff_cache
