export declare function pack(place: string): string;
export declare function unpack(tarball: string, place: string, installed?: readonly string[]): string;
export declare function install(place: string, names: readonly string[]): void;
export declare const PEERS: Readonly<Record<string, readonly string[]>>;
