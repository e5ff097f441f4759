namespace Detector.Server.Tests.Foreign;

/// <summary>What the script of every foreign client does, by the names that it prints.</summary>
internal static class ForeignChecks
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "unary_scores", "unary_draws_maps", "bad_pictures_say_why", "picture_over_the_limit", "message_over_the_limit",
        "models", "gzip", "stream_of_200_with_bad_ones",
        "no_key_is_refused", "bad_key_is_refused", "good_key_is_let_in", "rate_limit_says_when", "health_needs_no_key",
        "reflection_lists_services", "reflection_is_enough_to_call", "health_check", "health_watch",
        "deadline_passes", "deadline_is_refused_at_once", "full_queue_says_when", "cancelled_streams_leave_nothing",
        "drain_is_told_first", "drain_refuses_new_calls", "drain_finishes_what_runs", "sigterm_drains",
    ];
}
