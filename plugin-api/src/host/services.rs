//! The services that credential modes live on; each needs its capability in the manifest.

use crate::{
    error::Error,
    host::Host,
    manifest::Text,
    protocol::{
        Done,
        credential::{Fields, ResolveAnswer},
        method,
        service::{
            Answer, Authorization, Authorized, ClientCertificate, FileContent, FileRead, HttpRequest,
            HttpResponse, OpenPage, ProcessOutput, ProcessRun, ProofKey, Question, SecretPut, Show,
            SourceCredentials, Value, Wanted,
        },
    },
    secret::Secret,
};

impl Host {
    /// Sends an HTTP request and answers with what came back, whatever its status. Capability `http:…`.
    ///
    /// # Errors
    /// `capability_missing`, `url_refused`, `http_insecure`, `redirect_refused`, `answer_too_large`, `answer_not_text`,
    /// or why nothing came back (`timeout`, `connection_refused`, `tls_failed`, …), of kind
    /// [`Unavailable`](crate::ErrorKind::Unavailable).
    pub fn http(&self, request: &HttpRequest) -> Result<HttpResponse, Error> {
        self.service(method::HTTP_REQUEST, request)
    }

    /// Runs a program and waits for its end. Capability `process:…`.
    ///
    /// # Errors
    /// `capability_missing`, `command_malformed`, `program_missing`, `program_failed` (it could not be started),
    /// `program_timeout`, `output_too_large` or `output_not_text`. How it ended is no error but part of the answer.
    pub fn run(&self, program: &ProcessRun) -> Result<ProcessOutput, Error> {
        self.service(method::PROCESS_RUN, program)
    }

    /// Has a person log in at a page, and waits until it leads back. Capability `browser`; within a login only.
    ///
    /// # Errors
    /// `capability_missing`, `login_required`, `login_timeout`, `login_forged` (the state is not the one that was sent),
    /// `ports_taken`.
    pub fn authorize(&self, page: &Authorization) -> Result<Authorized, Error> {
        self.service(method::BROWSER_AUTHORIZE, page)
    }

    /// Opens a page and does not wait. Capability `browser`; within a login only.
    ///
    /// # Errors
    /// `capability_missing` or `login_required`.
    pub fn open_page(&self, page: &OpenPage) -> Result<(), Error> {
        self.service::<_, Done>(method::BROWSER_OPEN, page).map(drop)
    }

    /// Makes a pair for PKCE. Capability `browser`; within a login only.
    ///
    /// # Errors
    /// `capability_missing` or `login_required`.
    pub fn proof_key(&self) -> Result<ProofKey, Error> {
        self.service(method::BROWSER_PROOF_KEY, &Done {})
    }

    /// Asks the person at the terminal. Capability `prompt`.
    ///
    /// # Errors
    /// `capability_missing`, or `prompt_unavailable` where nobody can be asked.
    pub fn ask(&self, question: &Question) -> Result<Secret, Error> {
        self.service(method::PROMPT_ASK, question)
            .map(|answer: Answer| answer.value)
    }

    /// Shows a text to the person, on standard error. Capability `prompt`.
    ///
    /// # Errors
    /// `capability_missing`.
    pub fn show(&self, text: Text) -> Result<(), Error> {
        self.service::<_, Done>(method::PROMPT_SHOW, &Show { text })
            .map(drop)
    }

    /// Reads a text file. Capability `file:…`.
    ///
    /// # Errors
    /// `capability_missing`, `file_missing`, `file_unreadable`, `file_too_large` or `file_not_text`.
    pub fn read_file(&self, path: &str) -> Result<Secret, Error> {
        let path = path.to_owned();
        self.service(method::FILE_READ, &FileRead { path })
            .map(|file: FileContent| file.content)
    }

    /// Reads the text file that the field `key` names; none where it names none. Capability `file:{key}`.
    ///
    /// # Errors
    /// As [`read_file`](Self::read_file).
    pub fn file_of(&self, fields: &Fields, key: &str) -> Result<Option<Secret>, Error> {
        let path = fields.text(key);
        path.map(|path| self.read_file(path)).transpose()
    }

    /// Reads a client certificate and its key from the files that two fields name; none unless both name one, see
    /// [`Fields::half_given`]. Capabilities `file:{certificate}` and `file:{key}`.
    ///
    /// # Errors
    /// As [`read_file`](Self::read_file).
    pub fn client_certificate(
        &self,
        fields: &Fields,
        certificate: &str,
        key: &str,
    ) -> Result<Option<ClientCertificate>, Error> {
        let certificates = self.file_of(fields, certificate)?;
        let key = self.file_of(fields, key)?;
        Ok(certificates
            .zip(key)
            .map(|(certificates, key)| ClientCertificate {
                certificates: certificates.expose().to_owned(),
                key,
            }))
    }

    /// Reads an environment variable of the user's; none if it is unset or empty. Capability `env:NAME`.
    ///
    /// # Errors
    /// `capability_missing`.
    pub fn variable(&self, name: &str) -> Result<Option<Secret>, Error> {
        self.value(method::ENV_GET, name)
    }

    /// Reads a secret that the mode keeps with the profile. Capability `secrets`.
    ///
    /// # Errors
    /// `capability_missing`, `secret_undeclared`, or what the secret store says.
    pub fn secret(&self, name: &str) -> Result<Option<Secret>, Error> {
        self.value(method::SECRET_GET, name)
    }

    /// Keeps a secret with the profile. Capability `secrets`; the manifest's `stores` names it.
    ///
    /// # Errors
    /// `capability_missing`, `secret_undeclared`, or what the secret store says.
    pub fn put_secret(&self, name: &str, value: Secret) -> Result<(), Error> {
        let name = name.to_owned();
        self.service::<_, Done>(method::SECRET_PUT, &SecretPut { name, value })
            .map(drop)
    }

    /// Forgets a secret that the mode keeps; one that is not there is no error. Capability `secrets`.
    ///
    /// # Errors
    /// `capability_missing`, `secret_undeclared`, or what the secret store says.
    pub fn remove_secret(&self, name: &str) -> Result<(), Error> {
        let name = name.to_owned();
        self.service::<_, Done>(method::SECRET_REMOVE, &Wanted { name })
            .map(drop)
    }

    /// The credentials of the profile that a field of type `profile` names. Capability `profiles`.
    ///
    /// # Errors
    /// `capability_missing`, `field_missing`, `field_no_profile`.
    pub fn credentials_of(&self, field: &str) -> Result<ResolveAnswer, Error> {
        let field = field.to_owned();
        self.service(method::PROFILE_CREDENTIALS, &SourceCredentials { field })
    }

    fn value(&self, method: &str, name: &str) -> Result<Option<Secret>, Error> {
        let name = name.to_owned();
        self.service(method, &Wanted { name })
            .map(|answer: Value| answer.value)
    }
}
