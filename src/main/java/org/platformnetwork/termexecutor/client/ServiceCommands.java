package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.doctor.DoctorCommand;
import org.platformnetwork.termexecutor.whitelist.ValidatorsCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The commands that read their further arguments themselves, as the service would. */
final class ServiceCommands {

    private ServiceCommands() {}

    @Command(
            name = ValidatorsCommand.NAME,
            description = "Reads the chain once and prints who may submit; takes settings.")
    static final class Validators implements Callable<Integer> {

        @Unmatched private List<String> further = new ArrayList<>();

        @Override
        public Integer call() throws InterruptedException {
            return ValidatorsCommand.run(further);
        }
    }

    @Command(
            name = VerifyCommand.NAME,
            description = "Checks a kept answer of GET /verify: FILE [--key PUBLIC_KEY].")
    static final class Verify implements Callable<Integer> {

        @Unmatched private List<String> further = new ArrayList<>();

        @Override
        public Integer call() {
            return VerifyCommand.run(further);
        }
    }

    @Command(
            name = DoctorCommand.NAME,
            description = "Tries what this machine can do for the service; takes settings.")
    static final class Doctor implements Callable<Integer> {

        @Unmatched private List<String> further = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            return DoctorCommand.run(further);
        }
    }
}
