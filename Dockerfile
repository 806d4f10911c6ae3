FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -ntp dependency:go-offline
COPY src/main src/main
RUN ./mvnw -B -ntp package -DskipTests \
    && java -Djarmode=tools -jar target/term-executor.jar extract --layers --destination /layers

FROM debian:bookworm-slim AS runtime

LABEL org.opencontainers.image.title="term-executor" \
      org.opencontainers.image.description="Runs coding agents against repository tasks and reports verdicts" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="debian:bookworm-slim"

# Of SOURCE_DATE_EPOCH, where it is given, useradd makes the day a password was changed.
ARG SOURCE_DATE_EPOCH

# Beside the service's own needs (bubblewrap, slirp4netns and nftables, skopeo and
# containers-storage, e2fsprogs, git, procps,
# util-linux): what the install and test commands of tasks take for granted. They call `python`,
# and build extensions in C. At level uid they run as users that have their homes where the service
# links them. The volumes are owned before they become such, so that new ones are.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        bash \
        bubblewrap \
        build-essential \
        ca-certificates \
        containers-storage \
        curl \
        e2fsprogs \
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
        skopeo \
        slirp4netns \
        tini \
        util-linux \
    && rm -rf /var/lib/apt/lists/* /var/cache/ldconfig/aux-cache /var/log/apt /var/log/*.log \
    && groupadd --gid 10001 executor \
    && useradd --uid 10001 --gid executor --create-home --shell /usr/sbin/nologin executor \
    && for uid in $(seq 64001 64999); do \
        echo "task$uid:x:$uid:$uid::/run/term-executor.homes/$uid:/bin/bash" >>/etc/passwd \
        && echo "task$uid:x:$uid:" >>/etc/group; \
    done \
    && install -d -o executor -g executor /var/lib/term-executor \
        /var/lib/term-executor/data /var/lib/term-executor/sessions

# Further languages for tasks, as docker build --build-arg TOOLCHAINS="go java ruby rust".
ARG TOOLCHAINS=""
RUN packages=; \
    for toolchain in $TOOLCHAINS; do \
        case $toolchain in \
            go) packages="$packages golang-go" ;; \
            java) packages="$packages default-jdk-headless maven" ;; \
            ruby) packages="$packages ruby ruby-dev bundler" ;; \
            rust) packages="$packages rustc cargo" ;; \
            *) echo "TOOLCHAINS: $toolchain is not one of go, java, ruby, rust" >&2; exit 1 ;; \
        esac; \
    done; \
    [ -z "$packages" ] || { apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages \
        && rm -rf /var/lib/apt/lists/* /var/cache/ldconfig/aux-cache /var/log/apt /var/log/*.log; }

COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
COPY src/main/docker/healthcheck src/main/docker/jvm.options src/main/scripts/term-executor /app/
RUN ln -s /app/term-executor /usr/local/bin/
COPY --from=build /layers/dependencies/ /app/
COPY --from=build /layers/application/ /app/

ENV JAVA_HOME=/opt/java/openjdk \
    LANG=C.UTF-8 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=logstash \
    PORT=8080 \
    DATA_DIR=/var/lib/term-executor/data \
    WORKSPACE_BASE=/var/lib/term-executor/sessions

FROM runtime AS training
COPY src/main/docker/train-aot-cache /app/
RUN /app/train-aot-cache

FROM runtime
COPY --from=training /app/term-executor.aot /app/

# By number, so that an orchestrator can tell that it is not root.
USER 10001:10001
WORKDIR /var/lib/term-executor
# The first is precious, the second is not. Volumes also because an overlay cannot have its upper
# layer on the container's own overlay.
VOLUME /var/lib/term-executor/data /var/lib/term-executor/sessions
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/app/healthcheck"]

# tini reaps what agents leave behind: orphans end up with process 1, and Java does not wait for them.
ENTRYPOINT ["tini", "--", "/opt/java/openjdk/bin/java", "@/app/jvm.options", \
    "-XX:AOTCache=/app/term-executor.aot", "-jar", "/app/term-executor.jar"]
