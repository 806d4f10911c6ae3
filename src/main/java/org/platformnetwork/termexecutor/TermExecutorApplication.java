package org.platformnetwork.termexecutor;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.clock.Pause;
import org.platformnetwork.termexecutor.doctor.DoctorCommand;
import org.platformnetwork.termexecutor.whitelist.ValidatorsCommand;
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

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length > 0) {
            var further = List.of(args).subList(1, args.length);
            switch (args[0]) {
                case ValidatorsCommand.NAME -> System.exit(ValidatorsCommand.run(further));
                case VerifyCommand.NAME -> System.exit(VerifyCommand.run(further));
                case DoctorCommand.NAME -> System.exit(DoctorCommand.run(further));
                default -> {}
            }
        }
        SpringApplication.run(TermExecutorApplication.class, args);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Pause pause() {
        return Thread::sleep;
    }
}
