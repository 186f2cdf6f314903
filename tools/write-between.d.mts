export declare function writeBetween(file: string, name: string, text: string): void;
