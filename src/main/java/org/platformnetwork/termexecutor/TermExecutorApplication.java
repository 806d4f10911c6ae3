package org.platformnetwork.termexecutor;

import java.time.InstantSource;
import java.util.Arrays;
import org.platformnetwork.termexecutor.client.CommandLauncher;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.fleet.WorkerApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service. Every setting is an environment variable, named in {@code application.yml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class TermExecutorApplication {

    /**
     * Threads of the system that virtual ones run on. By default there is one for each processor,
     * and virtual threads are not preempted: two senders who never pause would keep everyone else
     * from a machine with two.
     */
    private static final int CARRIERS = 32;

    private static final String CARRIERS_PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    public static void main(String[] args) throws ReflectiveOperationException {
        boolean isWorker =
                args.length == 0
                        ? "worker".equals(System.getenv("ROLE"))
                        : Arrays.equals(args, new String[] {"worker"});
        if (!isWorker && CommandLauncher.isMeantBy(args)) {
            System.exit(CommandLauncher.run(args));
        }
        int processors = Runtime.getRuntime().availableProcessors();
        System.getProperties()
                .putIfAbsent(CARRIERS_PROPERTY, String.valueOf(Math.max(CARRIERS, processors)));
        if (isWorker) {
            WorkerApplication.builder().run();
        } else {
            SpringApplication.run(TermExecutorApplication.class);
        }
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Sleeper pause() {
        return Thread::sleep;
    }
}
