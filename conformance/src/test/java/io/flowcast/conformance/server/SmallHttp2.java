package io.flowcast.conformance.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The same over HTTP/2, by prior knowledge, as far as the beginning of the stream. */
final class SmallHttp2 {
    private final Socket socket;
    private final Fault fault;
    private final Story story;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final DefaultHttp2HeadersEncoder encoder =
            new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);

    SmallHttp2(Socket socket, Fault fault, Story story) {
        this.socket = socket;
        this.fault = fault;
        this.story = story;
    }

    /** After the first line of the preface. */
    void serve() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readNBytes("SM\r\n\r\n".length());
        write(4, 0, 0, new byte[0]);
        while (true) {
            byte[] head = in.readNBytes(9);
            if (head.length < 9) {
                return;
            }
            int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
            byte[] payload = in.readNBytes(length);
            int stream = head[8] & 0xff; // there are few
            switch (head[3]) {
                case 1 -> answer(stream, payload);
                case 3 -> {
                    if (fault == Fault.RESET_ENDS_ALL) {
                        return;
                    }
                }
                case 4 -> {
                    if ((head[4] & 1) == 0) {
                        write(4, 1, 0, new byte[0]);
                    }
                }
                case 6 -> write(6, 1, 0, payload);
                default -> {}
            }
        }
    }

    private void answer(int stream, byte[] payload) throws IOException {
        ByteBuf encoded = Unpooled.buffer();
        try {
            boolean headOnly = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload))
                    .method()
                    .toString()
                    .equals("HEAD");
            Http2Headers headers = new DefaultHttp2Headers(false)
                    .status("200")
                    .add("content-type", fault == Fault.OTHER_TYPE_OVER_2 ? "text/plain" : "text/event-stream");
            if (fault == Fault.CONNECTION_OVER_2) {
                headers.add("connection", "keep-alive");
            }
            encoder.encodeHeaders(stream, headers, encoded);
            byte[] bytes = new byte[encoded.readableBytes()];
            encoded.readBytes(bytes);
            boolean ends = headOnly && fault != Fault.HEAD_GOES_ON_OVER_2;
            write(1, ends ? 5 : 4, stream, bytes);
            if (!headOnly) {
                StringBuilder text = new StringBuilder();
                for (int number = Story.FIRST; number <= story.last(); number++) {
                    text.append(Story.event(number));
                }
                write(0, 0, stream, text.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (Http2Exception e) {
            throw new IOException(e);
        } finally {
            encoded.release();
        }
    }

    private void write(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        socket.getOutputStream().write(frame);
    }
}
