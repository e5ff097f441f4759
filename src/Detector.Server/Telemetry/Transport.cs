namespace Detector.Server.Telemetry;

/// <summary>How a picture came.</summary>
public enum Transport
{
    /// <summary>Over gRPC.</summary>
    Grpc,

    /// <summary>Over HTTP.</summary>
    Http,
}
