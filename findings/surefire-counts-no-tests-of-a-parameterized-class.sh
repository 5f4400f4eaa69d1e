#!/usr/bin/env bash
# Surefire 3.5.4 with JUnit 5.14.4: a class with @ParameterizedClass runs all its tests, but its own line and the attribute "tests" of its
# report say 0. The console first prints one line for each invocation, each under the same name, and only the total of the module is right.
# So whoever reads the counts of classes (a script that looks for classes without tests, a dashboard of reports) takes the class for empty.
# A test that fails does fail the build.
#
# Seen: Tests run: 2, in TwiceTest | Tests run: 2, in TwiceTest | Tests run: 0, in TwiceTest | Tests run: 4
#       testsuite TwiceTest tests="0", with 4 testcases
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p src/test/java

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>counted</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.14.4</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-resources-plugin</artifactId>
        <version>3.3.1</version>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.14.1</version>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>3.5.4</version>
      </plugin>
    </plugins>
  </build>
</project>
POM

cat >src/test/java/TwiceTest.java <<'JAVA'
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"a", "b"})
class TwiceTest {
  @Parameter String value;

  @Test
  void first() {
    assertNotNull(value);
  }

  @Test
  void second() {
    assertNotNull(value);
  }
}
JAVA

mvn -B -ntp test >log 2>&1 || { tail -40 log; exit 1; }
report=target/surefire-reports/TEST-TwiceTest.xml
{
  grep 'Tests run' log | sed 's/.*Tests run: \([0-9]*\).*\(in .*\)/\1 \2/; s/.*Tests run: \([0-9]*\).*/\1/'
  echo "report: $(sed -n 's/^<testsuite .*tests="\([0-9]*\)".*/\1/p' "$report"), testcases: $(grep -c '<testcase ' "$report")"
} | tee seen

diff seen - <<'SEEN'
2 in TwiceTest
2 in TwiceTest
0 in TwiceTest
4
report: 0, testcases: 4
SEEN
echo "as stated"
