package org.platformnetwork.termexecutor.task;

/** What a task directory turned out to be; nothing found in an archive is dropped silently. */
public sealed interface LoadedTask permits EvaluationTask, InvalidTask {

    TaskId id();
}
