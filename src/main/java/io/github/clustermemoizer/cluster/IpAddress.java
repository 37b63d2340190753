package io.github.clustermemoizer.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP literals into bytes, strictly, and never looks a name up.
 *
 * <p>{@link java.net.InetAddress} is no help here: it takes {@code 10.1} and {@code 2130706433} for
 * addresses, {@code 010.0.0.1} for 10.0.0.1 where other readers see 8.0.0.1, and asks the network
 * about the rest. What one reader takes for another host than the next does not belong in a list of
 * who may come in.
 */
final class IpAddress {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private IpAddress() {}

    /**
     * Reads an IPv4 address of four decimal numbers without leading zeros, or an IPv6 address in any
     * form of RFC 4291, section 2.2. An IPv4-mapped IPv6 address (section 2.5.5.2) is read as the
     * IPv4 address it stands for, so that one host is one value on every kind of socket.
     *
     * @param text the address alone: no blanks, brackets, zone, port or prefix length
     * @return 4 bytes for IPv4, 16 for IPv6, null for anything else
     */
    static byte @Nullable [] parse(String text) {
        if (text.indexOf(':') < 0) {
            return ipv4(text);
        }
        byte[] bytes = ipv6(text);
        return bytes != null && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
                ? Arrays.copyOfRange(bytes, MAPPED.length, bytes.length)
                : bytes;
    }

    /**
     * Reads what a servlet container prints as the remote address: as {@link #parse}, and an IPv6
     * address may stand in brackets, as Jetty prints it, and carry a zone (RFC 4007, section 11).
     * The zone is dropped, so a link-local address counts as the same on every link.
     *
     * @param remoteAddress what {@code ServletRequest.getRemoteAddr()} returned
     * @return 4 bytes for IPv4, 16 for IPv6, null for anything else
     */
    static byte @Nullable [] ofRequester(@Nullable String remoteAddress) {
        if (remoteAddress == null) {
            return null;
        }
        String text = remoteAddress;
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        int percent = text.indexOf('%');
        if (percent >= 0) {
            if (!isZone(text.substring(percent + 1))) {
                return null;
            }
            text = text.substring(0, percent);
        }
        boolean bare = text.length() == remoteAddress.length();
        return bare || text.indexOf(':') >= 0 ? parse(text) : null;
    }

    /**
     * Prints an address in its one canonical form: dotted decimal, or RFC 5952, section 4.
     *
     * @param address 4 or 16 bytes, as {@link #parse} returns them
     * @return a text that {@link #parse} reads back
     */
    static String text(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        int gap = -1;
        int gapLength = 1; // a single group of zero is printed
        for (int group = 0; group < 8; group++) {
            int zeros = 0;
            while (group + zeros < 8 && group(address, group + zeros) == 0) {
                zeros++;
            }
            if (zeros > gapLength) {
                gap = group;
                gapLength = zeros;
            }
        }
        var text = new StringBuilder();
        int group = 0;
        while (group < 8) {
            if (group == gap) {
                text.append("::");
                group += gapLength;
            } else {
                text.append(group == 0 || group == gap + gapLength ? "" : ":");
                text.append(Integer.toHexString(group(address, group)));
                group++;
            }
        }
        return text.toString();
    }

    /**
     * Reads a decimal number in its one spelling.
     *
     * @return the number; -1 if {@code digits} is not one to three ASCII digits without a leading
     *     zero, or more than {@code max}
     */
    static int decimal(String digits, int max) {
        int value = digits.length() > 1 && digits.charAt(0) == '0' ? -1 : number(digits, 10, 3);
        return value <= max ? value : -1;
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        var bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int octet = decimal(parts[i], 255);
            if (octet < 0) {
                return null;
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] bytes = groups(text, true);
            return bytes != null && bytes.length == 16 ? bytes : null;
        }
        // a second gap leaves an empty group behind, which is no number
        byte[] head = groups(text.substring(0, gap), false);
        byte[] tail = groups(text.substring(gap + 2), true);
        // a gap stands for one group at least
        if (head == null || tail == null || head.length + tail.length > 14) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text, boolean toTheEnd) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        ByteBuffer bytes = ByteBuffer.allocate(2 * parts.length + 2);
        for (int i = 0; i < parts.length; i++) {
            if (toTheEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] quad = ipv4(parts[i]);
                if (quad == null) {
                    return null;
                }
                bytes.put(quad);
            } else {
                int group = number(parts[i], 16, 4);
                if (group < 0) {
                    return null;
                }
                bytes.putShort((short) group);
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    // Character.digit and Integer.parseInt alone would take the digits of every script
    private static int number(String digits, int radix, int maxLength) {
        if (digits.isEmpty() || digits.length() > maxLength) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static int group(byte[] address, int index) {
        return ((address[2 * index] & 0xff) << 8) | (address[2 * index + 1] & 0xff);
    }

    // Whatever the system calls its interfaces, but nothing that hints at a mangled address.
    private static boolean isZone(String zone) {
        return !zone.isEmpty() && zone.chars().allMatch(c -> c > ' ' && c < 127 && "%[]/".indexOf(c) < 0);
    }
}
