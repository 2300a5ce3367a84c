export function deviceName(at: number): string {
    return `/dev/vd${String.fromCharCode(97 + at)}`;
}
