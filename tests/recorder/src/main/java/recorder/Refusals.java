package recorder;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.*;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What real Kafka says to settings: Refusals CASES.jsonl OUT.jsonl. A case is {"side": consumer | broker | group | topic | partitions,
 * "settings": {...}}; what comes out has besides "refused": null, or {"exception": class, "message": text} of the cause that
 * has a message of its own. A consumer is made, subscribes, and polls once; a broker's configuration is read as it is when it
 * starts; a group's, a topic and more partitions of one are asked of a running broker.
 */
public final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Long enough for the broker's answer to a JoinGroup, which is at once where it refuses. */
    private static final Duration ANSWER = Duration.ofMillis(400);
    private static final String BROKER = "127.0.0.1:" + Broker.ADMIN_PORT;

    private Refusals() {}

    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("refusals");
        try (Broker broker = new Broker(dir, Map.of()); Writer out = Files.newBufferedWriter(Path.of(args[1]))) {
            broker.format();
            broker.start();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER))) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1), new NewTopic("six", 6, (short) 1))).all().get();
                for (String line : Files.readAllLines(Path.of(args[0]))) {
                    ObjectNode one = (ObjectNode) JSON.readTree(line);
                    Map<String, String> settings = JSON.convertValue(one.get("settings"), new TypeReference<LinkedHashMap<String, String>>() {});
                    Throwable refusal = refusal(admin, one.get("side").asText(), settings);
                    if (refusal == null) one.putNull("refused");
                    else one.putObject("refused").put("exception", refusal.getClass().getSimpleName()).put("message", refusal.getMessage());
                    out.write(JSON.writeValueAsString(one) + "\n");
                }
            }
            broker.stop();
        }
        System.exit(0);
    }

    private static Throwable refusal(Admin admin, String side, Map<String, String> settings) {
        try {
            switch (side) {
                case "consumer" -> consume(settings);
                case "broker" -> broker(settings);
                case "group" -> admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, "group"), settings.entrySet().stream()
                        .map(s -> new AlterConfigOp(new ConfigEntry(s.getKey(), s.getValue()), AlterConfigOp.OpType.SET)).toList()),
                        new AlterConfigsOptions().validateOnly(true)).all().get();
                case "topic" -> admin.createTopics(List.of(new NewTopic(settings.get("name"), Integer.parseInt(settings.get("partitions")), (short) 1)),
                        new CreateTopicsOptions().validateOnly(true)).all().get();
                case "partitions" -> admin.createPartitions(Map.of(settings.get("topic"), NewPartitions.increaseTo(Integer.parseInt(settings.get("total")))),
                        new CreatePartitionsOptions().validateOnly(true)).all().get();
                default -> throw new IllegalArgumentException(side);
            }
            return null;
        } catch (ExecutionException | InvocationTargetException e) {
            return e.getCause();
        } catch (Throwable e) {
            Throwable t = e;
            while (t.getCause() != null && t.getMessage() != null && t.getMessage().startsWith("Failed to construct")) t = t.getCause();
            return t;
        }
    }

    private static void consume(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", BROKER, "group.id", "g" + UUID.randomUUID()));
        all.putAll(settings);
        try (var consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("orders"));
            consumer.poll(ANSWER);
            consumer.poll(ANSWER);
        }
    }

    private static void broker(Map<String, String> settings) throws ReflectiveOperationException {
        Properties p = new Properties();
        p.putAll(Map.of("process.roles", "broker,controller", "node.id", "1", "controller.listener.names", "CONTROLLER",
                "controller.quorum.bootstrap.servers", "127.0.0.1:19093", "listeners", "PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2",
                "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"));
        p.putAll(settings);
        // By name: its superclass lies in a jar that is there at run time only.
        Class.forName("kafka.server.KafkaConfig").getMethod("fromProps", Properties.class).invoke(null, p);
    }
}
