package org.platformnetwork.termexecutor;

import java.time.InstantSource;
import org.platformnetwork.termexecutor.client.CommandLauncher;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
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

    public static void main(String[] args) throws ReflectiveOperationException {
        if (CommandLauncher.isMeantBy(args)) {
            System.exit(CommandLauncher.run(args));
        }
        SpringApplication.run(TermExecutorApplication.class);
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
