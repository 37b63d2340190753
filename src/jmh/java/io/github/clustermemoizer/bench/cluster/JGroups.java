package io.github.clustermemoizer.bench.cluster;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;

/** A reliable multicast of each statement to the group. */
final class JGroups implements Side {
    private final LocalCopy copy;
    private final JChannel channel;
    private final CountDownLatch complete = new CountDownLatch(1);

    JGroups(Place place, Applied applied) throws Exception {
        copy = new LocalCopy(applied);
        channel = new JChannel(JGroupsStack.write(place).toString());
        channel.setDiscardOwnMessages(true);
        channel.setReceiver(new Receiver() {
            @Override
            public void receive(Message message) {
                copy.obey(new String(
                        message.getArray(), message.getOffset(), message.getLength(), StandardCharsets.UTF_8));
            }

            @Override
            public void viewAccepted(View view) {
                if (view.size() == place.all().size()) {
                    complete.countDown();
                }
            }
        });
        channel.connect("greebles");
    }

    @Override
    public void awaitPeers() throws InterruptedException {
        if (!complete.await(PATIENCE, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the group is " + channel.getView());
        }
    }

    @Override
    public void keep(String statement) {
        copy.keep(statement);
    }

    @Override
    public void flush(String statement) throws Exception {
        copy.drop(statement);
        channel.send(new BytesMessage(null, statement.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean knows() {
        return false;
    }
}
