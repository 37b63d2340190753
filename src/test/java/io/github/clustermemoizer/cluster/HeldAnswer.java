package io.github.clustermemoizer.cluster;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keeps back what a servlet answers. */
final class HeldAnswer extends HttpServletResponseWrapper {
    private final List<Runnable> head = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    HeldAnswer(HttpServletResponse response) {
        super(response);
    }

    /** Answers so after all. */
    void release() throws IOException {
        head.forEach(Runnable::run);
        super.getOutputStream().write(body.toByteArray());
    }

    @Override
    public void setStatus(int status) {
        head.add(() -> super.setStatus(status));
    }

    @Override
    public void setHeader(String name, String value) {
        head.add(() -> super.setHeader(name, value));
    }

    @Override
    public void addHeader(String name, String value) {
        head.add(() -> super.addHeader(name, value));
    }

    @Override
    public void setContentType(String type) {
        head.add(() -> super.setContentType(type));
    }

    @Override
    public void setContentLength(int length) {
        head.add(() -> super.setContentLength(length));
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public void write(int octet) {
                body.write(octet);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
