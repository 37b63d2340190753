package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last flushes that were ordered on this page, so that the page can say what has become of them. Safe from any thread. */
final class Orders {
    private static final int MOST = 16;

    /** One of them. */
    record Order(Flush flush, Delivery delivery) {}

    private final Map<String, Order> orders = new LinkedHashMap<>(); // guarded by this

    /** Returns its name. */
    synchronized String add(Order order) {
        String name = Tokens.random();
        orders.put(name, order);
        if (orders.size() > MOST) {
            orders.remove(orders.keySet().iterator().next());
        }
        return name;
    }

    synchronized Optional<Order> find(String name) {
        return Optional.ofNullable(orders.get(name));
    }
}
