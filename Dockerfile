# Tiaowen in a container, made by the same target as on any machine: make setup.
# docker build -t tiaowen . && docker run -p 7860:7860 tiaowen   Nothing is fetched at run.
FROM python:3.11-slim

RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home tiaowen && install -d -o tiaowen /app
USER tiaowen
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1 TIAOWEN_HOST=0.0.0.0

# The packages in a layer of their own, so that a change of code or documents does not install them again.
COPY --chown=tiaowen Makefile requirements.txt ./
RUN make .venv/runtime.stamp
COPY --chown=tiaowen . .
RUN make setup

EXPOSE 7860
CMD [".venv/bin/python", "app.py"]
