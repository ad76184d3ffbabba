"""The one place where third-party libraries are told: no hub, no telemetry, no version checks.

Set before any of them is imported (index/__init__.py does). A person who wants a model from a hub
fetches it once, in the open: `HF_HUB_OFFLINE=0 python -m index build`.
"""

import os
import sys

SWITCHES = {
    "HF_HUB_OFFLINE": "1",  # huggingface_hub, transformers, sentence-transformers: local files only
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "NNCF_CI": "1",  # nncf keeps its usage events to itself
    "TOKENIZERS_PARALLELISM": "false",  # no fork warnings under the web server
    "TRANSFORMERS_VERBOSITY": "error",
}

for name, value in SWITCHES.items():
    os.environ.setdefault(name, value)

# OpenVINO reports its import over the network unless this package is missing; None makes the import of it fail.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
