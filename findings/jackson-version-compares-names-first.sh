#!/usr/bin/env bash
# jackson-core 2.15.4 and 2.22.3: Version.compareTo compares the group's and the artifact's name before any number. So a version made by
# hand, as in new Version(99, 0, 0, null, null, null), counts as older than every released one, and a check for a least version that is
# written with it always passes. Only a version with the same two names is compared by its numbers.
# (A library that is embedded has to check: a host's parent POM decides which jackson-core there is.)
#
# Seen: 2.15.4 is newer than 99.0.0 without names: true; than 99.0.0 of jackson-core: false
#       2.22.3 is newer than 99.0.0 without names: true; than 99.0.0 of jackson-core: false
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Compare.java <<'JAVA'
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;

public class Compare {
  public static void main(String[] args) {
    Version released = PackageVersion.VERSION;
    Version nameless = new Version(99, 0, 0, null, null, null);
    Version named = new Version(99, 0, 0, null, released.getGroupId(), released.getArtifactId());
    System.out.println(
        released
            + (" is newer than 99.0.0 without names: " + (released.compareTo(nameless) > 0))
            + ("; than 99.0.0 of jackson-core: " + (released.compareTo(named) > 0)));
  }
}
JAVA

for version in 2.15.4 2.22.3; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="com.fasterxml.jackson.core:jackson-core:$version" -DoutputDirectory=. >&2
  java -cp "jackson-core-$version.jar" Compare.java
done | tee seen

diff seen - <<'SEEN'
2.15.4 is newer than 99.0.0 without names: true; than 99.0.0 of jackson-core: false
2.22.3 is newer than 99.0.0 without names: true; than 99.0.0 of jackson-core: false
SEEN
echo "as stated"
