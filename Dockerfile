FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B dependency:go-offline
COPY src/main src/main
RUN ./mvnw -B package -DskipTests \
    && java -Djarmode=tools -jar target/term-executor.jar extract --destination /app

FROM debian:bookworm-slim

LABEL org.opencontainers.image.title="term-executor" \
      org.opencontainers.image.description="Runs coding agents against repository tasks and reports verdicts" \
      org.opencontainers.image.licenses="Apache-2.0"

# Beside the service's own needs (bubblewrap, slirp4netns and nftables, e2fsprogs,
# git, procps, util-linux): what the install and test
# commands of tasks take for granted. They call `python`, and build extensions in C.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        bash \
        bubblewrap \
        e2fsprogs \
        build-essential \
        ca-certificates \
        curl \
        git \
        nftables \
        nodejs \
        npm \
        procps \
        python-is-python3 \
        python3 \
        python3-dev \
        python3-pip \
        python3-venv \
        slirp4netns \
        tini \
        util-linux \
    && rm -rf /var/lib/apt/lists/*

# The workspace is owned before it becomes a volume, so that a new volume takes the owner over.
RUN groupadd --gid 10001 executor \
    && useradd --uid 10001 --gid executor --create-home --shell /usr/sbin/nologin executor \
    && install -d -o executor -g executor /var/lib/term-executor /var/lib/term-executor/sessions

COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
COPY --from=build /app/lib /app/lib
COPY --from=build /app/term-executor.jar /app/

ENV JAVA_HOME=/opt/java/openjdk \
    LANG=C.UTF-8 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=logstash \
    PORT=8080 \
    WORKSPACE_BASE=/var/lib/term-executor/sessions

# By number, so that an orchestrator can tell that it is not root.
USER 10001:10001
WORKDIR /var/lib/term-executor
# A volume also because an overlay cannot have its upper layer on the container's own overlay.
VOLUME /var/lib/term-executor
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD curl -fsS --noproxy '*' -o /dev/null "http://127.0.0.1:$PORT/health" || exit 1

# tini reaps what agents leave behind: orphans end up with process 1, and Java does not wait for them.
ENTRYPOINT ["tini", "--", "/opt/java/openjdk/bin/java", \
    "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", \
    "-jar", "/app/term-executor.jar"]
