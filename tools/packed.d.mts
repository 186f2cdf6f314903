export declare function pack(place: string): string;
export declare function unpack(tarball: string, place: string): string;
