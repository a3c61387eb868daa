package io.flowcast.gateway.page;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a page and a file of their own: those that are served are built when the service is packaged. */
@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class PagesTest {

    /** Asks as a browser does, and unpacks nothing. */
    private static RequestSpecification browser(String encodings) {
        return given().config(RestAssuredConfig.config()
                        .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                .header("Accept-Encoding", encodings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/executions",
                "/executions/wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ",
                "/definitions",
                "/definitions/order"
            })
    void everyPageIsTheSameDocumentWhichIsAskedForAnew(String address) {
        given().get(address)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Cache-Control", "no-cache")
                .header(
                        "Content-Security-Policy",
                        containsString("default-src 'none'; script-src 'self'; style-src 'self';"))
                .header("Content-Security-Policy", containsString("worker-src 'self'"))
                .header("Content-Security-Policy", not(containsString("unsafe")))
                .body(containsString("the page"));
    }

    @Test
    void filesGoOutAsTheirBuildCompressedThemAndAreKeptForEver() {
        browser("gzip, deflate, br")
                .get("/assets/probe.js")
                .then()
                .statusCode(200)
                .header("Content-Encoding", "gzip")
                .header("Vary", equalTo("accept-encoding"))
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .contentType(containsString("javascript"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "zstd"})
    void whoTakesNoCompressionGetsThemPlain(String encodings) {
        browser(encodings)
                .get("/assets/probe.js")
                .then()
                .statusCode(200)
                .header("Content-Encoding", nullValue())
                .body(containsString("probe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/nope.js", "/assets/..%2f..%2f..%2fapplication.properties", "/nope"})
    void thereIsNothingElse(String address) {
        browser("gzip")
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(404)
                .body(not(containsString("quarkus.")));
    }
}
