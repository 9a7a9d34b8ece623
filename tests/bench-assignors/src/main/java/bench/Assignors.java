package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Times Kafka's own assignors on the cells of a file (../../../../../../src/assignors/mod.rs writes it).
 * Usage: Assignors FILE FIRST WARM_MS MEASURE_MS LIMIT_MS. Prints for each cell from number FIRST on
 * "cell NAME calls N ns LEAST check HASH"; a call that takes longer than LIMIT_MS ends the process after "cell NAME cut".
 */
public final class Assignors {
    /** However long a call takes, so many are timed, and as many before; one alone if it takes longer than LONG_NS. */
    private static final int CALLS_MIN = 3;
    private static final long LONG_NS = 5_000_000_000L;

    /** A member as the file has it. */
    record Member(String id, int generation, List<String> topics, List<TopicPartition> owned, ByteBuffer userData) {}

    private String name;
    private String assignor;
    private final List<String> topics = new ArrayList<>();
    private final Map<String, Integer> topicNumbers = new HashMap<>();
    private final List<PartitionInfo> partitions = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private Cluster cluster;

    private static volatile long callBegan;

    public static void main(String[] args) throws IOException {
        int first = Integer.parseInt(args[1]);
        long warm = Long.parseLong(args[2]) * 1_000_000, measure = Long.parseLong(args[3]) * 1_000_000;
        long limit = Long.parseLong(args[4]) * 1_000_000;
        try (BufferedReader in = Files.newBufferedReader(Path.of(args[0]))) {
            Assignors cell;
            for (int n = 0; (cell = read(in, n >= first)) != null; n++) {
                if (n < first) continue;
                Thread watch = cell.watch(limit);
                cell.run(warm, measure);
                watch.interrupt();
            }
        }
    }

    /** The next cell; what is passed over is not taken apart. */
    private static Assignors read(BufferedReader in, boolean wanted) throws IOException {
        Assignors cell = new Assignors();
        Node node = new Node(1, "localhost", 9092);
        for (String line; (line = in.readLine()) != null; ) {
            if (line.equals("end")) {
                cell.cluster = new Cluster("c", List.of(node), cell.partitions, Set.of(), Set.of());
                return cell;
            }
            if (!wanted) continue;
            String[] f = line.split("\t", -1);
            switch (f[0]) {
                case "cell" -> { cell.name = f[1]; cell.assignor = f[2]; }
                case "topic" -> {
                    cell.topicNumbers.put(f[1], cell.topics.size());
                    cell.topics.add(f[1]);
                    Node[] replicas = {node};
                    for (int p = 0; p < Integer.parseInt(f[2]); p++) cell.partitions.add(new PartitionInfo(f[1], p, node, replicas, replicas));
                }
                case "member" -> cell.member(f[1], Integer.parseInt(f[2]), f[3], f[4]);
                default -> throw new IOException("unknown line " + line);
            }
        }
        return null;
    }

    private void member(String id, int generation, String subscribed, String owned) {
        List<String> names = new ArrayList<>();
        // Names of their own, as a leader has them that reads each subscription from the wire.
        for (String t : subscribed.split(" ")) names.add(new String(topics.get(Integer.parseInt(t))));
        List<TopicPartition> has = new ArrayList<>();
        if (!owned.isEmpty()) {
            for (String o : owned.split(" ")) {
                int colon = o.indexOf(':');
                has.add(new TopicPartition(topics.get(Integer.parseInt(o.substring(0, colon))), Integer.parseInt(o.substring(colon + 1))));
            }
        }
        ConsumerPartitionAssignor own = make();
        if (generation >= 0) own.onAssignment(new Assignment(has), new ConsumerGroupMetadata("g", generation, id, Optional.empty()));
        members.add(new Member(id, generation, names, assignor.equals("cooperative-sticky") ? has : List.of(), own.subscriptionUserData(new HashSet<>(names))));
    }

    private ConsumerPartitionAssignor make() {
        return switch (assignor) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            case "sticky" -> new StickyAssignor();
            case "cooperative-sticky" -> new CooperativeStickyAssignor();
            default -> throw new IllegalArgumentException(assignor);
        };
    }

    private void run(long warm, long measure) {
        Map<String, Assignment> result = null;
        long least = Long.MAX_VALUE, calls = 0;
        for (int phase = 0; phase < 2; phase++) {
            long until = System.nanoTime() + (phase == 0 ? warm : measure);
            for (int n = 0; n < CALLS_MIN || System.nanoTime() < until; n++) {
                // Neither of these is timed: a leader makes them of what it receives.
                GroupSubscription group = subscriptions();
                ConsumerPartitionAssignor object = make();
                long began = System.nanoTime();
                callBegan = began;
                Map<String, Assignment> answer = object.assign(cluster, group).groupAssignment();
                long took = System.nanoTime() - began;
                callBegan = 0;
                result = answer;
                boolean tooLong = took > LONG_NS;
                if (phase == 1 || tooLong) {
                    least = Math.min(least, took);
                    calls++;
                }
                if (tooLong) {
                    phase = 2;
                    break;
                }
            }
        }
        System.out.println("cell\t" + name + "\tcalls\t" + calls + "\tns\t" + least + "\tcheck\t" + Long.toHexString(check(result)));
    }

    private GroupSubscription subscriptions() {
        Map<String, Subscription> subscriptions = new HashMap<>();
        for (Member m : members) {
            ByteBuffer data = m.userData == null ? null : m.userData.duplicate();
            subscriptions.put(m.id, new Subscription(m.topics, data, m.owned, m.generation, Optional.empty()));
        }
        return new GroupSubscription(subscriptions);
    }

    /** FNV-1a over all lists: for each member how many, then topic and partition, each as one word. */
    private long check(Map<String, Assignment> result) {
        long hash = 0xcbf29ce484222325L;
        for (Member m : members) {
            List<TopicPartition> list = result.get(m.id).partitions();
            hash = (hash ^ list.size()) * 0x100000001b3L;
            for (TopicPartition p : list) {
                hash = (hash ^ topicNumbers.get(p.topic())) * 0x100000001b3L;
                hash = (hash ^ p.partition()) * 0x100000001b3L;
            }
        }
        return hash;
    }

    /** Ends the process if a call takes too long: nothing else stops one. */
    private Thread watch(long limit) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(500);
                    long began = callBegan;
                    if (began != 0 && System.nanoTime() - began > limit) {
                        System.out.println("cell\t" + name + "\tcut");
                        System.out.flush();
                        Runtime.getRuntime().halt(0);
                    }
                }
            } catch (InterruptedException over) {
                // The cell is done.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
