// How much the detector finds among pictures of this compression and size, in words; for the page and the report.

/**
 * Sentences, the plain one first; the second says what it rests on.
 * @param reliability of the analysis; null where a server says nothing of it
 * @param format of the picture, as the service found it
 * @param t (key, values) => text
 * @param whole (number) => text
 */
export function reliabilityWords(reliability, format, t, whole) {
  const bucket = reliability?.bucket;
  if (!bucket) {
    return [reliability?.notMeasured === 'unknown_compression'
      ? t('trust.unmeasured.format', { format: format.toUpperCase() })
      : t('trust.unmeasured')];
  }
  const of100 = (share) => whole(Math.round(100 * share));
  return [
    t('trust.measured', { found: of100(bucket.tprAt1Fpr), low: of100(bucket.tprLow), high: of100(bucket.tprHigh) }),
    t('trust.measured.basis', {
      positives: whole(bucket.positives), negatives: whole(bucket.negatives),
      compression: compression(bucket, t, whole), sides: sides(bucket, t, whole),
    }),
  ];
}

function compression({ jpegQualityLow: low, jpegQualityHigh: high }, t, whole) {
  return high === 0 ? t('trust.bucket.lossless') : t('trust.bucket.jpeg', { low: whole(low), high: whole(high) });
}

function sides({ longestSideLow: low, longestSideHigh: high }, t, whole) {
  return high === 0
    ? t('trust.bucket.sides.from', { low: whole(low) })
    : t('trust.bucket.sides', { low: whole(low), high: whole(high) });
}
