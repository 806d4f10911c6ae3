/**
 * What speaks about a pass besides the exit code: reports of test runners, and files that decide
 * apart from the product.
 *
 * <p>Such a file goes back to the reference patch's version, else the base's, for a second run.
 * Many also hold parts of the product that a fix may need. Formats of data (JSON, TOML, INI, XML)
 * have their judging parts named ({@code TableParts}, {@code PackageJson}, {@code IniSections},
 * {@code PomXml}). Formats that are programs (Gradle, CMake, make) cannot be divided for certain:
 * whatever is not plainly the product's takes the whole file back ({@code BuildLines}). A third run
 * that tells the two apart is not needed: where the fix has to change such a file, so does the
 * reference patch, and its version is the one that counts.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
