<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * The simulator's own certificate authority: P-256 keys, made anew at each start, so that no key lies in
 * the repository and nothing expires. Writes PEM files into a directory.
 */
final class SimCerts {
	private string $config;

	public function __construct(private string $dir) {
		$this->config = "$dir/openssl.cnf";
	}

	/**
	 * @param list<string> $names further DNS names of the server certificate
	 * @return array<string,string> file names by role
	 */
	public function make(array $names): array {
		$san = ['IP:127.0.0.1', 'IP:::1', 'DNS:localhost'];
		foreach ($names as $name) {
			$san[] = "DNS:$name";
		}
		$this->writeConfig(implode(',', $san));
		[$caKey, $ca] = $this->issue('sfprov simulator CA', 'v3_ca', null, 30);
		[$otherKey, $other] = $this->issue('sfprov unknown CA', 'v3_ca', null, 30);
		$files = ['ca' => $this->write('ca.pem', $ca, null)];
		$files['unknown_ca'] = $this->write('unknown-ca.pem', $other, null);
		foreach ([
			'server' => ['localhost', 'v3_server', $ca, $caKey, 30],
			'server_unknown_ca' => ['localhost', 'v3_server', $other, $otherKey, 30],
			'server_wrong_host' => ['wrong.example', 'v3_wrong', $ca, $caKey, 30],
			'server_expired' => ['localhost', 'v3_server', $ca, $caKey, 0],
			'client' => ['sfprov client', 'v3_client', $ca, $caKey, 30],
			'client_unknown_ca' => ['sfprov client', 'v3_client', $other, $otherKey, 30],
		] as $role => [$cn, $section, $issuer, $issuerKey, $days]) {
			[$key, $cert] = $this->issue($cn, $section, [$issuer, $issuerKey], $days);
			$files[$role] = $this->write("$role.pem", $cert, $key);
		}
		return $files;
	}

	private function issue(string $cn, string $section, ?array $issuer, int $days): array {
		$options = ['config' => $this->config, 'private_key_bits' => 2048, 'digest_alg' => 'sha256', 'x509_extensions' => $section, 'req_extensions' => 'v3_req'];
		$key = openssl_pkey_new(['config' => $this->config, 'private_key_type' => OPENSSL_KEYTYPE_EC, 'private_key_bits' => 2048, 'curve_name' => 'prime256v1']);
		if ($key === false) {
			throw new RuntimeException('cannot make a key: ' . openssl_error_string());
		}
		$csr = openssl_csr_new(['commonName' => $cn], $key, $options);
		$cert = openssl_csr_sign($csr, $issuer[0] ?? null, $issuer[1] ?? $key, $days, $options, random_int(1, PHP_INT_MAX >> 8));
		if ($cert === false) {
			throw new RuntimeException('cannot sign a certificate: ' . openssl_error_string());
		}
		return [$key, $cert];
	}

	private function write(string $name, OpenSSLCertificate $cert, ?OpenSSLAsymmetricKey $key): string {
		openssl_x509_export($cert, $text);
		if ($key !== null) {
			openssl_pkey_export($key, $pem, null, ['config' => $this->config]);
			$text .= $pem;
		}
		file_put_contents("$this->dir/$name", $text);
		chmod("$this->dir/$name", 0600);
		return "$this->dir/$name";
	}

	private function writeConfig(string $san): void {
		file_put_contents($this->config, <<<CNF
			[req]
			default_bits = 2048
			distinguished_name = dn
			[dn]
			[v3_req]
			basicConstraints = CA:FALSE
			[v3_ca]
			basicConstraints = critical,CA:TRUE
			keyUsage = critical,keyCertSign,cRLSign
			subjectKeyIdentifier = hash
			[v3_server]
			basicConstraints = CA:FALSE
			keyUsage = critical,digitalSignature
			extendedKeyUsage = serverAuth
			subjectAltName = $san
			[v3_wrong]
			basicConstraints = CA:FALSE
			extendedKeyUsage = serverAuth
			subjectAltName = DNS:wrong.example
			[v3_client]
			basicConstraints = CA:FALSE
			extendedKeyUsage = clientAuth
			CNF);
	}
}
