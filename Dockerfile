# syntax=docker/dockerfile:1
# One image for each service: docker build --build-arg SERVICE=registry .
ARG SERVICE=portal

FROM node:24-slim AS node

FROM python:3.11-slim AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements/services.txt ./
RUN python -m venv /opt/kentro \
    && /opt/kentro/bin/pip install --require-hashes --only-binary :all: -r services.txt

# The portal's style sheet and fonts, by the lock of npm; Node stays in this stage.
FROM dependencies AS look
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /app
COPY shared shared
COPY services services
RUN /opt/kentro/bin/python -m services.portal.assets

FROM python:3.11-slim AS common
ENV PATH=/opt/kentro/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000
RUN groupadd --gid 10001 kentro \
    && useradd --uid 10001 --gid kentro --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kentro \
    && install --directory --owner kentro --group kentro --mode 0700 /var/lib/kentro /var/lib/anchors
WORKDIR /app
COPY --from=dependencies /opt/kentro /opt/kentro
COPY deploy/__init__.py deploy/secrets.py deploy/
COPY deploy/keycloak deploy/keycloak
COPY kentro kentro
COPY shared shared
COPY services services
USER 10001:10001

FROM common AS serving
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=4)"]

FROM serving AS registry
CMD ["python", "-m", "services", "registry"]

FROM serving AS intake
CMD ["python", "-m", "services", "intake"]

FROM serving AS referral
CMD ["python", "-m", "services", "referral"]

FROM serving AS reporting
CMD ["python", "-m", "services", "reporting"]

FROM serving AS portal
COPY --from=look /app/services/portal/static/vendor services/portal/static/vendor
CMD ["python", "-m", "services", "portal"]

FROM common AS provision
CMD ["python", "-m", "kentro", "provision", "--keys", "/var/lib/kentro"]

FROM ${SERVICE}
