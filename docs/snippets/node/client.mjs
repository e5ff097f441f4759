// A client of Detector, and what its failures say. Needs: npm install @grpc/grpc-js @grpc/proto-loader protobufjs
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const protos = process.env.DETECTOR_PROTOS ?? fileURLToPath(new URL("../../../protos", import.meta.url));
const details = process.env.DETECTOR_DETAILS ?? fileURLToPath(new URL("../status_details.proto", import.meta.url));

const contract = grpc.loadPackageDefinition(
  loader.loadSync("detector/v1/detector.proto", {
    includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
  }),
).detector.v1;
const messages = protobuf.loadSync(details).lookup("detector.snippets");

/** Connects to HOST:PORT. With DETECTOR_CA, a PEM file of roots, over TLS. */
export function connect(address) {
  const credentials = process.env.DETECTOR_CA
    ? grpc.credentials.createSsl(readFileSync(process.env.DETECTOR_CA))
    : grpc.credentials.createInsecure();
  return new contract.DetectionService(address, credentials, {
    "grpc.max_receive_message_length": 128 * 1024 * 1024,
    "grpc.max_send_message_length": 128 * 1024 * 1024,
    "grpc.keepalive_time_ms": 20_000,
  });
}

/** The key, which only ever comes from the environment. */
export function metadata() {
  const headers = new grpc.Metadata();
  if (process.env.DETECTOR_API_KEY) {
    headers.set("authorization", `Bearer ${process.env.DETECTOR_API_KEY}`);
  }
  return headers;
}

/** Reason, field and wait of a failed call; reason is null where no Detector answered. */
export function explain(error) {
  const failure = { code: error.code, message: error.details, reason: null, field: null, retryAfterMs: null };
  const trailer = error.metadata?.get("grpc-status-details-bin")?.[0];
  if (!trailer) {
    return failure;
  }
  for (const detail of messages.lookupType("Status").decode(trailer).details) {
    const name = detail.type_url.split("/").pop();
    const read = (type) => messages.lookupType(type).decode(detail.value);
    if (name === "google.rpc.ErrorInfo") {
      failure.reason = read("ErrorInfo").reason;
    } else if (name === "google.rpc.BadRequest") {
      failure.field = read("BadRequest").fieldViolations[0]?.field ?? null;
    } else if (name === "google.rpc.RetryInfo") {
      const { seconds, nanos } = read("RetryInfo").retryDelay;
      failure.retryAfterMs = Number(seconds) * 1000 + nanos / 1e6;
    }
  }
  return failure;
}

/** Whether another try may succeed. */
export function canRetry(failure) {
  return failure.code === grpc.status.UNAVAILABLE
    || (failure.code === grpc.status.RESOURCE_EXHAUSTED && failure.retryAfterMs !== null);
}
